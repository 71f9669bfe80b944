#!/usr/bin/env bash
# Issues a test token, valid for an hour, without an identity provider: token.sh <key.pem> <issuer> <audience> <subject> <group>...
# Create the key with: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem
set -euo pipefail
key=$1 issuer=$2 audience=$3 subject=$4
shift 4
groups=$(printf ',"%s"' "$@")
now=$(date +%s)

base64url() {
  openssl base64 -A | tr '+/' '-_' | tr -d '='
}

header=$(printf '{"alg":"RS256","typ":"JWT"}' | base64url)
claims=$(printf '{"iss":"%s","aud":"%s","sub":"%s","groups":[%s],"iat":%d,"exp":%d}' \
  "$issuer" "$audience" "$subject" "${groups#,}" "$now" $((now + 3600)) | base64url)
signature=$(printf '%s.%s' "$header" "$claims" | openssl dgst -sha256 -sign "$key" -binary | base64url)
printf '%s.%s.%s\n' "$header" "$claims" "$signature"
