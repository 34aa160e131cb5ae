"""Folders handed over: to a folder or over SFTP, resumable, and checked at the other end."""
