"""Addresses of notices."""

from django.urls import path

from assessments.views import notices

urlpatterns = [
    path("thong-bao/", notices.notice_list, name="notice_list"),
    path("thong-bao/da-xem/", notices.notice_read_all, name="notice_read_all"),
    path("thong-bao/<int:pk>/da-xem/", notices.notice_read, name="notice_read"),
    path("thong-bao/<int:pk>/mo/", notices.notice_open, name="notice_open"),
    path("tai-khoan/thong-bao/", notices.notice_preferences, name="notice_preferences"),
]
