#!/bin/sh
# Makes the secret files of docker-compose.yml in deploy/secrets. A file that is there already is kept.
# Usage: deploy/make-secrets.sh USER HOST    the first login, and the host name for the self-signed certificate
set -eu

user=${1:?usage: deploy/make-secrets.sh USER HOST}
host=${2:?usage: deploy/make-secrets.sh USER HOST}
cd "$(dirname "$0")/secrets"
umask 077

missing() { [ ! -s "$1" ]; }

if missing postgres_password; then openssl rand -hex 32 > postgres_password; fi
if missing hash_key; then openssl rand -hex 32 > hash_key; fi

if missing tls_key || missing tls_certificate; then
    openssl req -x509 -newkey rsa:3072 -nodes -days 825 -subj "/CN=$host" -addext "subjectAltName=DNS:$host" \
        -keyout tls_key -out tls_certificate 2> /dev/null
fi

if missing proxy_users; then
    password=$(openssl rand -base64 18)
    printf '%s:%s\n' "$user" "$(printf '%s' "$password" | openssl passwd -6 -stdin)" > proxy_users
    echo "login: $user"
    echo "password (shown this once): $password"
fi
