#!/bin/sh
# Sees to the system packages that the tests need: installs them where it may (root on Debian or Ubuntu), else names
# what is missing and how to get it. Needs no network when everything is there.
set -eu

packages="unixodbc libsqliteodbc odbc-postgresql tdsodbc yaz libmarc-lint-perl chromium default-jre-headless
openssh-server gnupg age minisign libreoffice-calc-nogui"

has_driver() {
    ls /usr/lib/*/odbc/"$1" /usr/lib/odbc/"$1" /usr/lib64/"$1" 2>/dev/null | grep -q .
}

# A package counts as there when what the tests use of it is there, however it came.
is_there() {
    case "$1" in
        unixodbc) command -v odbcinst ;;
        libsqliteodbc) has_driver libsqlite3odbc.so ;;
        odbc-postgresql) has_driver psqlodbcw.so ;;
        tdsodbc) has_driver libtdsodbc.so ;;
        yaz) command -v yaz-marcdump ;;
        libmarc-lint-perl) perl -MMARC::Lint -e 1 2>/dev/null ;;
        chromium) command -v chromium ;;
        default-jre-headless) command -v java ;;
        openssh-server) [ -x /usr/sbin/sshd ] || command -v sshd ;;
        gnupg) command -v gpg ;;
        age) command -v age ;;
        minisign) command -v minisign ;;
        libreoffice-calc-nogui) command -v soffice ;;
    esac >/dev/null
}

find_missing() {
    missing=
    for package in $packages; do
        is_there "$package" || missing="$missing $package"
    done
}

find_missing
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need these programs, by their Debian package names:$missing" >&2
    echo "Install them with this system's package manager and run again." >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "The tests need system packages that are missing. As root: apt-get install$missing" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
install() {
    # shellcheck disable=SC2086  # a list of words
    apt-get install --yes --quiet --no-install-recommends $missing >&2
}
install || { apt-get update --quiet >&2 && install; }

find_missing
if [ -n "$missing" ]; then
    echo "These packages are installed, but what the tests need of them is not there:$missing" >&2
    exit 1
fi
