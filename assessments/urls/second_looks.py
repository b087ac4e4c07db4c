"""Addresses of the second look and of the list of changed conclusions."""

from django.urls import path

from assessments.views import change_lists, second_looks

urlpatterns = [
    path("tham-tra/<int:pk>/dieu-chinh/", change_lists.change_list, name="change_list"),
    path("tham-tra/<int:pk>/kiem-tra-lai/", second_looks.second_look_list, name="second_look_list"),
    path("tham-tra/<int:pk>/kiem-tra-lai/rut/", second_looks.second_look_draw, name="second_look_draw"),
    path("tham-tra/<int:pk>/kiem-tra-lai/<int:look>/", second_looks.second_look_save, name="second_look_save"),
    path(
        "tham-tra/<int:pk>/kiem-tra-lai/<int:look>/giu/", second_looks.second_look_confirm, name="second_look_confirm"
    ),
    path("dot-danh-gia/<int:pk>/kiem-tra-lai/", second_looks.agreement_detail, name="agreement_detail"),
]
