"""Addresses of assignments, specialised offices and declared interests."""

from django.urls import path

from assessments.views import assignment_bulk, assignments, interests, offices, specialists, workload

urlpatterns = [
    path("phan-cong/", workload.workload_detail, name="workload_detail"),
    path("phan-cong/danh-sach/", workload.assignment_list, name="assignment_list"),
    path("phan-cong/dot/<int:pk>/", assignment_bulk.assignment_bulk, name="assignment_bulk"),
    path("phan-cong/ho-so/<int:pk>/", assignments.assignment_dossier, name="assignment_dossier"),
    path("phan-cong/ho-so/<int:pk>/nhan/", assignments.assignment_take, name="assignment_take"),
    path("phan-cong/<int:pk>/giao-lai/", assignments.assignment_reassign, name="assignment_reassign"),
    path("phan-cong/<int:pk>/ket-thuc/", assignments.assignment_end, name="assignment_end"),
    path("chuyen-mon/", specialists.specialist_list, name="specialist_list"),
    path("chuyen-mon/<int:pk>/", specialists.specialist_detail, name="specialist_detail"),
    path("chuyen-mon/co-quan/", offices.office_list, name="office_list"),
    path("chuyen-mon/co-quan/moi/<int:authority>/", offices.office_create, name="office_create"),
    path("chuyen-mon/co-quan/<int:pk>/", offices.office_edit, name="office_edit"),
    path("ho-so/<int:pk>/loi-ich/", interests.interest_list, name="interest_list"),
    path("ho-so/<int:pk>/loi-ich/<int:user>/rut/", interests.interest_withdraw, name="interest_withdraw"),
]
