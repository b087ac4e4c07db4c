"""The CSRF field reaches forms inside includes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Template, engines
from django.test import RequestFactory, override_settings

_PAGES = {
    "page.html": "{% include 'form.html' with name='a' only %}",
    "form.html": "<form>{{ name }}{% csrf_token %}</form>",
}
_TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("django.template.loaders.locmem.Loader", _PAGES)],
            "builtins": ["tiepcanpl.kit.templatetags.kit"],
        },
    }
]


@override_settings(TEMPLATES=_TEMPLATES)
def test_the_token_reaches_an_include_that_sees_only_its_own_names(rf: RequestFactory) -> None:
    page = _page(rf.get("/"))
    assert page.content.decode().count('name="csrfmiddlewaretoken" value="') == 1


@override_settings(TEMPLATES=_TEMPLATES)
def test_no_request_means_no_field() -> None:
    assert engines["django"].from_string("{% csrf_token %}").render({}) == ""
    assert Template("{% csrf_token %}", engine=engines["django"].engine).render(Context({})) == ""  # type: ignore[attr-defined]  # Django's backend has one


def _page(request: HttpRequest) -> HttpResponse:
    return render(request, "page.html")
