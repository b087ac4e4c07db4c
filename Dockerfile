# The product's image: web, worker and beat are the same image with another command (docker-compose.yml).
FROM python:3.12-slim-bookworm AS packages
COPY requirements.txt /
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement /requirements.txt

FROM python:3.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    VAR_DIR=/data STATIC_ROOT=/srv/static
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      fontconfig libharfbuzz-subset0 libmagic1 libpango-1.0-0 libpangoft2-1.0-0 \
      fonts-liberation libreoffice-calc-nogui libreoffice-writer-nogui tesseract-ocr tesseract-ocr-vie \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin tiepcanpl \
 && install -d -o tiepcanpl -g tiepcanpl /data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
RUN SECRET_KEY=build-only VAR_DIR=/tmp/build python manage.py collectstatic --no-input --verbosity 0 \
 && rm -rf /tmp/build
USER tiepcanpl
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "tiepcanpl.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
