"""Makes what tests need, through the product's own deeds."""

from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2021, 1, 4, 9, 0, tzinfo=ZONE)
PASSWORD = "mat-khau-thu-nghiem"
