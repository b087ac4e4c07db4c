"""Addresses of councils and of their meetings before they begin."""

from django.urls import path

from assessments.views import agendas, councils, meetings

urlpatterns = [
    path("hoi-dong/", councils.council_list, name="council_list"),
    path("hoi-dong/lap-moi/<int:pk>/", councils.council_create, name="council_create"),
    path("hoi-dong/<int:pk>/", councils.council_detail, name="council_detail"),
    path("hoi-dong/<int:pk>/sua/", councils.council_edit, name="council_edit"),
    path("hoi-dong/<int:pk>/thanh-vien/", councils.member_add, name="council_member_add"),
    path("hoi-dong/<int:pk>/thanh-vien/<int:member>/thoi/", councils.member_remove, name="council_member_remove"),
    path("hoi-dong/<int:pk>/len-lich/", meetings.meeting_create, name="meeting_create"),
    path("hoi-dong/hop/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("hoi-dong/hop/<int:pk>/sua/", meetings.meeting_edit, name="meeting_edit"),
    path("hoi-dong/hop/<int:pk>/huy/", meetings.meeting_cancel, name="meeting_cancel"),
    path("hoi-dong/hop/<int:pk>/tai-lieu/", meetings.meeting_papers, name="meeting_papers"),
    path("hoi-dong/hop/<int:pk>/chu-tri/", meetings.meeting_preside, name="meeting_preside"),
    path("hoi-dong/hop/<int:pk>/khai-mac/", meetings.meeting_open, name="meeting_open"),
    path("hoi-dong/hop/<int:pk>/diem-danh/", agendas.attendance, name="meeting_attendance"),
    path("hoi-dong/hop/<int:pk>/chuong-trinh/", agendas.agenda_add, name="agenda_add"),
    path("hoi-dong/hop/<int:pk>/chuong-trinh/<int:item>/thu-tu/", agendas.agenda_move, name="agenda_move"),
    path("hoi-dong/hop/<int:pk>/chuong-trinh/<int:item>/bieu-quyet/", agendas.agenda_ballot, name="agenda_ballot"),
    path("hoi-dong/hop/<int:pk>/chuong-trinh/<int:item>/loi-ich/", agendas.agenda_interest, name="agenda_interest"),
    path("ho-so/<int:pk>/hoi-dong/", agendas.dossier_to_council, name="dossier_to_council"),
]
