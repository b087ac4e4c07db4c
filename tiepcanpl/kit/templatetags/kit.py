"""Tags and filters that every page needs; built in, so that no template has to load them."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django import template
from django.middleware.csrf import get_token
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from tiepcanpl.kit import dates

register = template.Library()

_SIZES = ("B", "kB", "MB", "GB")
_STEP = 1024


def _local(value: date | datetime) -> date:
    """Return the day in Vietnam."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


@register.filter
def vn_date(value: date | datetime | None) -> str:
    """Write a date as documents do: "ngày 05 tháng 01 năm 2021"; empty where there is none."""
    return "" if value is None else dates.in_words(_local(value))


@register.filter
def date_short(value: date | datetime | None) -> str:
    """Write a date as screens do: "05/01/2021"; a dash where there is none."""
    return "–" if value is None else dates.short(_local(value))


@register.filter
def time_short(value: datetime | None) -> str:
    """Write a moment as screens do: "10:32, 05/01/2021"; a dash where there is none."""
    if value is None:
        return "–"
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{moment:%H:%M}, {dates.short(moment.date())}"


def _comma(value: Decimal | Fraction, places: int) -> str:
    """Round half up and write with a comma, without idle zeros."""
    whole = value if isinstance(value, Decimal) else Decimal(value.numerator) / Decimal(value.denominator)
    rounded = whole.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


@register.filter
def percent(part: Decimal | Fraction | int | None, whole: Decimal | Fraction | int = 100) -> str:
    """Write `part` of `whole` as a percentage: `{{ done|percent:total }}`; alone, the value counts as out of 100."""
    if part is None or not whole:
        return "–"
    return _comma(Fraction(part) * 100 / Fraction(whole), 2) + "%"


@register.filter
def file_size(count: int) -> str:
    """Write a number of bytes: "512 B", "1,5 MB"."""
    size, unit = Decimal(count), 0
    while size >= _STEP and unit < len(_SIZES) - 1:
        size, unit = size / _STEP, unit + 1
    return f"{_comma(size, 1)} {_SIZES[unit]}"


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """Return the page's query with some parameters changed, None or "" taking one out: `{% query page=3 %}`.

    Works inside `{% include … only %}` too, since the request travels with the context and not in it.
    """
    request = getattr(context, "request", None) or context.get("request")
    sent = request.GET.lists() if request else ()
    params = [(name, value) for name, values in sent if name not in changes for value in values]
    params += [(name, value) for name, value in changes.items() if value not in (None, "")]
    return SafeString("?" + urlencode(params).replace("&", "&amp;"))


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> str:
    """Write the token's hidden field, also inside `{% include … only %}`, where Django's own tag writes nothing.

    All forms of a page carry the same token, as with Django's own tag: masking it takes time.
    """
    request = getattr(context, "request", None)
    kept = context.render_context.dicts[0]
    if request and "csrf_token" not in kept:
        kept["csrf_token"] = get_token(request)
    token = kept["csrf_token"] if request else context.get("csrf_token")
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token) if token else ""
