"""Addresses of the running meeting and of its minutes."""

from django.urls import path

from assessments.views import minutes, proceedings

_ITEM = "hoi-dong/hop/<int:pk>/noi-dung/<int:item>/"
urlpatterns = [
    path("hoi-dong/hop/<int:pk>/dien-bien/", proceedings.meeting_live, name="meeting_live"),
    path("hoi-dong/hop/<int:pk>/dien-bien/tinh-hinh/", proceedings.meeting_live_status, name="meeting_live_status"),
    path("hoi-dong/hop/<int:pk>/ket-luan/", minutes.meeting_conclude, name="meeting_conclude"),
    path("hoi-dong/hop/<int:pk>/bien-ban/", minutes.minutes_detail, name="minutes_detail"),
    path(f"{_ITEM}goi/", proceedings.agenda_call, name="agenda_call"),
    path(f"{_ITEM}mo-bieu-quyet/", proceedings.agenda_open, name="agenda_open"),
    path(f"{_ITEM}ket-thuc/", proceedings.agenda_close, name="agenda_close"),
    path(f"{_ITEM}hoan/", proceedings.agenda_postpone, name="agenda_postpone"),
    path(f"{_ITEM}thao-luan/", proceedings.agenda_note, name="agenda_note"),
    path(f"{_ITEM}phieu/", proceedings.ballot_cast, name="ballot_cast"),
    path(f"{_ITEM}y-kien/", minutes.written_opinion, name="written_opinion"),
]
