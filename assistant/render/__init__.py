"""What is handed to people: a sheet written as docx, xlsx or Markdown and read again, and the register on a terminal."""
