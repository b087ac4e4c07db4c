"""Addresses of the lists of documents."""

from django.urls import path

from assessments.views import papers

urlpatterns = [
    path("van-ban/dia-ban/", papers.area_list, name="area_list"),
    path("van-ban/<slug:about>/<int:pk>/", papers.paper_list, name="paper_list"),
    path("van-ban/<slug:about>/<int:pk>/tao/<slug:kind>/", papers.paper_request, name="paper_request"),
]
