"""Addresses of the office: the list of dossiers and the review."""

from django.urls import path

from assessments.views import comments, queue, reasons, reviews, round_changes

_BENCH = "tham-tra/<int:pk>/"
_REASONS = "tham-tra/mau-ly-do/"
_TALK = "ho-so/<int:pk>/trao-doi/"

urlpatterns = [
    path("ho-so/", queue.dossier_list, name="dossier_list"),
    path(_REASONS, reasons.reason_list, name="reason_list"),
    path(f"{_REASONS}moi/", reasons.reason_create, name="reason_create"),
    path(f"{_REASONS}<int:reason>/", reasons.reason_edit, name="reason_edit"),
    path(f"{_REASONS}<int:reason>/dung/", reasons.reason_use, name="reason_use"),
    path(f"{_REASONS}<int:reason>/thu-tu/", reasons.reason_move, name="reason_move"),
    path(_BENCH, reviews.review_detail, name="review_detail"),
    path(f"{_BENCH}thay-doi/", round_changes.review_changes, name="review_changes"),
    path(f"{_BENCH}dong-y/", reviews.review_accept_all, name="review_accept_all"),
    path(f"{_BENCH}tieu-chi/<str:code>/dong-y/", reviews.review_accept, name="review_accept"),
    path(f"{_BENCH}<str:item_code>/", reviews.review_item, name="review_item"),
    path(f"{_BENCH}<str:item_code>/xoa/", reviews.review_clear, name="review_clear"),
    path(f"{_BENCH}<str:item_code>/trao-doi/", reviews.review_comment, name="review_comment"),
    path(_TALK, comments.comment_list, name="comment_list"),
    path(f"{_TALK}<int:comment>/tra-loi/", comments.comment_answer, name="comment_answer"),
    path(f"{_TALK}<int:comment>/xu-ly/", comments.comment_resolve, name="comment_resolve"),
]
