"""Addresses of the office: the list of dossiers and the review."""

from django.urls import path

from assessments.views import queue, reviews

urlpatterns = [
    path("ho-so/", queue.dossier_list, name="dossier_list"),
    path("tham-tra/<int:pk>/", reviews.review_detail, name="review_detail"),
    path("tham-tra/<int:pk>/tieu-chi/<str:code>/dong-y/", reviews.review_accept, name="review_accept"),
    path("tham-tra/<int:pk>/<str:item_code>/", reviews.review_item, name="review_item"),
    path("tham-tra/<int:pk>/<str:item_code>/xoa/", reviews.review_clear, name="review_clear"),
]
