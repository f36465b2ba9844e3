FROM python:3.11-slim-bookworm
WORKDIR /srv/cancu
COPY . .
# The same install script as on a bare machine; LibreOffice reads the old office formats.
RUN apt-get update -qq && scripts/install && scripts/install office && rm -rf /var/lib/apt/lists/* /root/.cache \
    && useradd --system --create-home cancu && mkdir /data && chown cancu /data
USER cancu
ENV CANCU_DATA=/data CANCU_HOST=0.0.0.0
VOLUME /data
EXPOSE 8000
ENTRYPOINT ["/srv/cancu/.venv/bin/cancu"]
CMD ["serve"]
