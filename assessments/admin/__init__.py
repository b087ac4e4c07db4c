"""The administration of assessments: what is recorded is read here; deeds go through the services."""

from django.contrib import admin

from assessments.admin import assignments, calendars, campaigns, dossiers, records

__all__ = ["assignments", "calendars", "campaigns", "dossiers", "records"]

admin.site.enable_nav_sidebar = False  # its words have no Vietnamese translation
