"""Addresses of reports."""

from django.urls import path

from assessments.views import issuing, reports

urlpatterns = [
    path("bao-cao/", reports.report_list, name="report_list"),
    path("bao-cao/<int:pk>/", reports.report_detail, name="report_detail"),
    path("bao-cao/<int:pk>/tien-do/", reports.report_progress, name="report_progress"),
    path("bao-cao/<int:pk>/tai-ve/", reports.report_download, name="report_download"),
    path("bao-cao/<int:pk>/tai-ve/<slug:suffix>/", reports.report_file, name="report_file"),
    path("bao-cao/<int:pk>/tao-lai/", reports.report_retry, name="report_retry"),
    path("bao-cao/<int:pk>/huy/", reports.report_stop, name="report_stop"),
    path("bao-cao/<int:pk>/cap-so/", issuing.report_number, name="report_number"),
    path("bao-cao/<int:pk>/ban-hanh/", issuing.report_issue, name="report_issue"),
    path("bao-cao/<int:pk>/ban-hanh/<slug:way>/", issuing.report_issue_by, name="report_issue_by"),
    path("bao-cao/<int:pk>/da-ky/", issuing.report_signed, name="report_signed"),
    path("bao-cao/<int:pk>/thu-hoi/", issuing.report_revoke, name="report_revoke"),
]
