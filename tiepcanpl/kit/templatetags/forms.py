"""What the template of a form field needs to know of its widget."""

from collections.abc import Mapping

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

register = template.Library()

_CLASSES = {"check": "form-check-input", "select": "form-select", "text": "form-control"}


@register.filter
def control_kind(field: BoundField) -> str:
    """Tell how a field is drawn: "choices" (a list of buttons), "check" (one box), "select" or "text"."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    return "select" if isinstance(widget, forms.Select) else "text"


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Return the widget in the looks of the theme, marked where what was entered is refused."""
    given = field.field.widget.attrs.get("class", "")
    names = (given, _CLASSES[control_kind(field)], "is-invalid" if field.errors else "")
    return field.as_widget(attrs={"class": " ".join(name for name in names if name)})


@register.filter
def attributes(values: Mapping[str, str | bool]) -> SafeString:
    """Write the attributes of an HTML element."""
    return flatatt(dict(values))
