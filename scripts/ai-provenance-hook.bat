@"%~dp0python.exe" -I -m ai_provenance.hooks %*
