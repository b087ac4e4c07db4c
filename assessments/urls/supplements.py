"""Addresses of the supplement rounds: judgements, the rounds beside each other, the proof of what did not change."""

from django.urls import path

from assessments.views import supplements

urlpatterns = [
    path("tham-tra/<int:pk>/yeu-cau/<int:request_pk>/", supplements.request_judge, name="request_judge"),
    path("ho-so/<int:pk>/yeu-cau-bo-sung/", supplements.round_list, name="round_list"),
    path("ho-so/<int:pk>/doi-chieu/<int:number>/", supplements.round_proof, name="round_proof"),
]
