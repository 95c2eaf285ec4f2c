"""What is handed to people as a file or on a terminal: tables and workbooks."""
