"""Addresses of the calendar of days off."""

from django.urls import path

from assessments.views import due_days, holidays

urlpatterns = [
    path("lich-nghi/", holidays.holiday_list, name="holiday_list"),
    path("lich-nghi/moi/", holidays.holiday_add, name="holiday_add"),
    path("lich-nghi/tinh-han/", due_days.due_day, name="due_day"),
    path("lich-nghi/<int:pk>/", holidays.holiday_edit, name="holiday_edit"),
    path("lich-nghi/<int:pk>/xoa/", holidays.holiday_remove, name="holiday_remove"),
]
