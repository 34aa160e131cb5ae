#!/bin/sh
# For each variable NAME_FILE: puts the file's content into NAME, then starts the command.
# Secrets so stay out of docker-compose.yml, of the image and of `docker inspect`.
set -eu

for name in $(env | sed -n 's/^\([A-Z][A-Z0-9_]*\)_FILE=.*/\1/p'); do
    eval "file=\$${name}_FILE"
    if [ ! -r "$file" ]; then
        echo "entrypoint: the secret file $file for $name cannot be read; see deploy/README.md" >&2
        exit 2
    fi
    value=$(cat "$file")
    export "$name=$value"
    unset "${name}_FILE"
done

exec "$@"
