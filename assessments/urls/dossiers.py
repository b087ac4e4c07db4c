"""Addresses of the commune's pages."""

from django.urls import path

from assessments.views import answers, declarations, dossiers, home, narratives, opinions, workbooks

urlpatterns = [
    path("", home.home, name="home"),
    path("ho-so/<int:pk>/", dossiers.dossier_detail, name="dossier_detail"),
    path("ho-so/<int:pk>/lich-su/", dossiers.dossier_history, name="dossier_history"),
    path("ho-so/<int:pk>/bien-nhan/<int:number>/", dossiers.receipt_detail, name="receipt_detail"),
    path("ho-so/<int:pk>/thuc-hien/<slug:action>/", dossiers.dossier_act, name="dossier_act"),
    path("ho-so/<int:pk>/bieu-nhap/", workbooks.dossier_workbook, name="dossier_workbook"),
    path("ho-so/<int:pk>/bieu-nhap/tep/", workbooks.workbook_download, name="workbook_download"),
    path("ho-so/<int:pk>/bieu-nhap/ghi/", workbooks.workbook_apply, name="workbook_apply"),
    path("ho-so/<int:pk>/tieu-chi/<str:code>/", answers.dossier_criterion, name="dossier_criterion"),
    path("ho-so/<int:pk>/noi-dung/<str:item_code>/", answers.answer_save, name="answer_save"),
    path("ho-so/<int:pk>/noi-dung/<str:item_code>/giai-trinh/", opinions.request_reply, name="request_reply"),
    path("ho-so/<int:pk>/thuyet-minh/", narratives.narrative_list, name="narrative_list"),
    path("ho-so/<int:pk>/thuyet-minh/<slug:section>/", narratives.narrative_save, name="narrative_save"),
    path("ho-so/<int:pk>/truong-hop/", declarations.fact_list, name="fact_list"),
    path("ho-so/<int:pk>/truong-hop/<slug:code>/khong-co/", declarations.fact_none, name="fact_none"),
    path("ho-so/<int:pk>/truong-hop/<int:declaration>/xoa/", declarations.fact_withdraw, name="fact_withdraw"),
    path("ho-so/<int:pk>/y-kien/", opinions.opinion_list, name="opinion_list"),
    path("ho-so/<int:pk>/y-kien/<int:opinion>/tra-loi/", opinions.opinion_reply, name="opinion_reply"),
]
