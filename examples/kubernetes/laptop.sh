#!/bin/sh
# From a laptop with a kubeconfig: checks whether a namespace has all that a run needs, and runs a suite there. If Baleen is killed, the
# cluster removes what it leaves, soon after run-timeout.
#
#   laptop.sh NAMESPACE IMAGE [INPUT...]
set -eu
namespace=$1 image=$2
shift 2
kubectl --namespace "$namespace" apply -f "$(dirname "$0")/rbac.yaml"
baleen doctor --engine kubernetes --namespace "$namespace" --image "$image" "$@"
exec baleen run --engine kubernetes --namespace "$namespace" --image "$image" --run-timeout 1h "$@"
