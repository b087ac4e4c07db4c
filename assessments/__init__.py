"""Assessments: from the plan to the certificate."""
