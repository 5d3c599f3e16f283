// Command strategicpatch merges patches into Pods as kubectl does. It reads a JSON list of {"pod": …, "patch": …} and prints the list of
// results. It is a module of its own, because kubectl's package is large.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "strategicpatch:", err)
		os.Exit(1)
	}
}

func run() error {
	var cases []struct{ Pod, Patch json.RawMessage }
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		return fmt.Errorf("read cases: %w", err)
	}
	results := []json.RawMessage{}
	for _, c := range cases {
		merged, err := strategicpatch.StrategicMergePatch(c.Pod, c.Patch, corev1.Pod{})
		if err != nil {
			return fmt.Errorf("merge %s: %w", c.Patch, err)
		}
		results = append(results, merged)
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}
