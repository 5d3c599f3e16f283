//go:build !nokube

package kube

import (
	"slices"
	"strings"

	"github.com/org/baleen-action/execute"
)

// ofBaleen are the fields that Baleen decides about, and what to do instead.
var ofBaleen = map[string]string{
	"status":                             "leave it out",
	"spec.restartPolicy":                 "leave it out: Baleen runs a container again itself, in a new Pod (retries)",
	"spec.activeDeadlineSeconds":         "--timeout, or --run-timeout: a deadline would end the container that keeps the results, too",
	"spec.terminationGracePeriodSeconds": "leave it out",
	"spec.hostPID":                       "leave it out: signals go to process 1 of the container",
	"spec.shareProcessNamespace":         "leave it out: signals go to process 1 of the container",
	"spec.ephemeralContainers":           "leave it out",
	"spec.volumes[" + sharedVolume + "]": "use another name",
	"main.command":                       "--command",
	"main.args":                          "--command",
	"main.image":                         "--image",
	"main.imagePullPolicy":               "--pull",
	"main.workingDir":                    "--work-dir",
	"main.restartPolicy":                 "leave it out",
	"main.stdin":                         "leave it out",
	"main.stdinOnce":                     "leave it out",
	"main.tty":                           "leave it out",
}

// owned reports whether Baleen decides about a field, and what to do instead; empty: it does not.
func owned(at []string) (why, instead string) {
	const say = "is decided by Baleen"
	path := strings.Join(at, ".")
	main := "spec.containers[" + mainContainer + "]."
	switch {
	case len(at) == 2 && at[0] == "metadata" && at[1] != "labels" && at[1] != "annotations":
		return say, "leave it out: labels and annotations can be given"
	case len(at) == 3 && at[0] == "metadata" && strings.HasPrefix(at[2], "baleen."):
		return say, "use another name"
	case strings.HasPrefix(path, main):
		path = "main." + strings.TrimPrefix(path, main)
	case len(at) == 2 && strings.HasPrefix(path, "spec.volumes[memory-"):
		return say, "use another name"
	case len(at) == 3 && ofOurs(at[1]) && at[2] != "name" && at[2] != "resources":
		return say, "only its resources can be given"
	}
	if instead := ofBaleen[path]; instead != "" {
		return say, instead
	}
	if mount, ok := strings.CutPrefix(path, "main.volumeMounts["); ok && len(at) == 3 {
		return ownedMount(strings.TrimSuffix(mount, "]"))
	}
	if name, ok := strings.CutPrefix(path, "main.env["); ok && len(at) == 3 && strings.HasPrefix(name, "BALEEN_") {
		return say, "leave it out"
	}
	return "", ""
}

// holdsOurs reports whether a field has parts that Baleen needs.
func holdsOurs(at []string) bool {
	main := "spec.containers[" + mainContainer + "]"
	return slices.Contains([]string{"metadata", "metadata.labels", "metadata.annotations", "spec", "spec.containers", "spec.initContainers", "spec.volumes",
		"spec.hostAliases", "spec.imagePullSecrets", main + ".env", main + ".volumeMounts"}, strings.Join(at, "."))
}

// ofOurs reports whether an element is one of the containers that Baleen adds.
func ofOurs(element string) bool {
	return slices.Contains([]string{"containers[" + keepContainer + "]", "containers[" + copyContainer + "]"}, element)
}

// ownedMount refuses what would hide the folders that Baleen has in a container.
func ownedMount(at string) (why, instead string) {
	for _, folder := range []string{sharedFolder, reportFolder} {
		if execute.IsBelow(folder, at) || execute.IsBelow(at, folder) {
			return "would hide or share " + folder + ", which is Baleen's", "mount it elsewhere"
		}
	}
	return "", ""
}

// reportFolder is where runners write their reports.
const reportFolder = "/baleen-report"
