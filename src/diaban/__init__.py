"""Địa Bàn: theo dõi chương trình xây dựng Công an xã chính quy."""

__version__ = "0.1.0"
