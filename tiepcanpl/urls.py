"""The site's addresses."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from tiepcanpl.kit import health

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # one sign-in, with its rate limits
admin.site.site_header = admin.site.site_title = "Quản trị hệ thống"
admin.site.index_title = "Danh mục quản trị"

urlpatterns = [
    path("health/", health.health, name="health"),
    path("tai-khoan/", include("communes.urls")),
    path("quan-tri/", admin.site.urls),
    path("", include("assessments.urls")),
]
handler400 = "tiepcanpl.kit.errors.bad_request"
handler403 = "tiepcanpl.kit.errors.forbidden"
handler404 = "tiepcanpl.kit.errors.not_found"
handler500 = "tiepcanpl.kit.errors.server_error"
