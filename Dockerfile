# Grades in any container, with Docker's own walls left as they are: see "Where bubblewrap does not work" in book/instructors.md
FROM python:3.12-slim
WORKDIR /opt/project
COPY pyproject.toml constraints.txt README.md ./
COPY bnkit bnkit
COPY exercises exercises
COPY book/results book/results
RUN pip install --no-cache-dir --constraint constraints.txt ".[course]" && useradd --create-home grader
USER grader
WORKDIR /course
CMD ["bnkit", "doctor"]
