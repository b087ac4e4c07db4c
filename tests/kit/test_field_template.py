"""A field of a form as people and screen readers get it."""

import re

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms


class Example(forms.Form):
    name = forms.CharField(label="Họ tên", help_text="Viết đầy đủ.")
    kind = forms.ChoiceField(label="Loại", choices=[("a", "Một"), ("b", "Hai")], widget=forms.RadioSelect)
    unit = forms.ChoiceField(label="Đơn vị", choices=[("x", "Xã"), ("y", "Phường")], required=False)
    agreed = forms.BooleanField(label="Tôi đã đọc", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(params=[{}, {"name": "", "kind": "c"}], ids=["empty", "refused"])
def page(request: pytest.FixtureRequest) -> str:
    return str(as_crispy_form(Example(request.param or None)))


def test_each_control_has_its_label(page: str) -> None:
    controls = set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', page)) - {"id_secret"}
    labels = set(re.findall(r'<label for="([^"]+)"', page))
    assert controls == labels == {"id_name", "id_kind_0", "id_kind_1", "id_unit", "id_agreed"}


def test_buttons_that_belong_together_have_a_legend(page: str) -> None:
    legend = re.search(r"<legend[^>]*>Loại<span", page)
    assert legend is not None
    assert page.index("<fieldset") < legend.start() < page.index('id="id_kind_0"') < page.index("</fieldset>")


def test_the_help_is_tied_to_its_control(page: str) -> None:
    control = re.search(r'<input[^>]*id="id_name"[^>]*>', page)
    assert control is not None
    assert "id_name_helptext" in control[0]
    assert 'id="id_name_helptext" class="form-text">Viết đầy đủ.' in page


def test_a_refused_field_is_marked_and_says_why() -> None:
    page = str(as_crispy_form(Example({"name": "", "kind": "c"})))
    control = re.search(r'<input[^>]*id="id_name"[^>]*>', page)
    assert control is not None
    assert "is-invalid" in control[0]
    assert 'aria-invalid="true"' in control[0]
    assert 'id="id_name_error"' in page
    assert 'id="id_kind_error"' in page
    assert page.count("is-invalid") == 3  # the name and both buttons


def test_what_is_typed_stays_and_is_escaped() -> None:
    page = str(as_crispy_form(Example({"name": '"><b>', "kind": "b", "unit": "y", "agreed": "on"})))
    assert "<b>" not in page
    assert re.search(r'value="b"[^>]*checked', page)
    assert re.search(r'<option value="y" selected', page)
    assert re.search(r'<input[^>]*name="agreed"[^>]*checked', page)
