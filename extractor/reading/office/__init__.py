"""Files of office programs and of the web: DOCX, XLSX, HTML as they are, DOC, RTF, ODT, XLS, ODS converted first."""
