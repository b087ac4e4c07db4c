"""The administration pages of places and people."""

from allauth.account import admin as allauth_admin
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group

from communes.admin import people, units

__all__ = ["people", "units"]

# Rights come from memberships and addresses from accounts: the packages' own pages for both would only mislead.
for _model, _registered_by in ((Group, auth_admin), (EmailAddress, allauth_admin)):
    if _registered_by and admin.site.is_registered(_model):
        admin.site.unregister(_model)
