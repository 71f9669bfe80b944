#!/usr/bin/env bash
# Makes the PrometheusRule of the rules for a plain Prometheus.
set -euo pipefail
cd "$(dirname "$0")"
{
  cat <<'HEAD'
# The rules of deploy/prometheus/sluice-alerts.yaml, which is the place to change them. Made by deploy/kubernetes/alerts.sh.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: sluice
  labels:
    app.kubernetes.io/name: sluice
spec:
HEAD
  sed -e '1,/^groups:/{/^groups:/!d}' -e 's/^\(.\)/  \1/' ../prometheus/sluice-alerts.yaml
} > monitoring/alerts.yaml
