#!/bin/sh
# From a laptop with a kubeconfig: looks whether a namespace has all that a run needs, and runs a suite there. What Baleen leaves if it is
# killed, the cluster removes at run-timeout.
#
#   laptop.sh NAMESPACE IMAGE [INPUT...]
set -eu
namespace=$1 image=$2
shift 2
kubectl --namespace "$namespace" apply -f "$(dirname "$0")/rbac.yaml"
baleen doctor --engine kubernetes --namespace "$namespace" --image "$image" "$@"
exec baleen run --engine kubernetes --namespace "$namespace" --image "$image" --run-timeout 1h "$@"
