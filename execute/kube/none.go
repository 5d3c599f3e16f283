//go:build nokube

package kube

import (
	"context"
	"errors"
	"time"

	"github.com/org/baleen-action/execute"
)

// errLeftOut is the answer of a program that was built without this engine.
var errLeftOut = errors.New("this build of Baleen has no engine kubernetes (build tag nokube)")

// Cluster never is one.
type Cluster struct{ Namespace, Version, Name string }

// Template never is one.
type Template struct{}

// ReadTemplate always fails.
func ReadTemplate([]byte) (*Template, []TemplateProblem) {
	return nil, []TemplateProblem{{Problem: errLeftOut.Error()}}
}

// Engine never is one.
type Engine struct{}

// Connect always fails.
func Connect(context.Context, ConnectOptions) (*Cluster, error) { return nil, errLeftOut }

// Record is never called.
func (*Cluster) Record(*execute.Calls) {}

// Arch is never called.
func (*Cluster) Arch() string { return "" }

// Slots is never called.
func (*Cluster) Slots(context.Context, Settings, execute.Spec) int { return 0 }

// Sweep always fails.
func (*Cluster) Sweep(context.Context) ([]string, error) { return nil, errLeftOut }

// Examine is never called.
func (*Cluster) Examine(context.Context, Settings, execute.Spec) []Finding { return nil }

// Open always fails.
func (*Cluster) Open(context.Context, Settings) (*Engine, error) { return nil, errLeftOut }

// Resolve always fails.
func (*Engine) Resolve(context.Context, execute.Spec) (execute.Image, error) {
	return execute.Image{}, errLeftOut
}

// Looked is never called.
func (*Engine) Looked() {}

// World is never called.
func (*Engine) World() execute.World { return execute.World{} }

// Files always fails.
func (*Engine) Files(context.Context) (execute.Files, error) { return nil, errLeftOut }

// Room always fails.
func (*Engine) Room(context.Context, string) (execute.Room, error) { return "", errLeftOut }

// EndsBefore is never called.
func (*Engine) EndsBefore(time.Time) bool { return false }

// Run always fails.
func (*Engine) Run(context.Context, execute.Spec, execute.Queue) error { return errLeftOut }

// Close has nothing to do.
func (*Engine) Close(context.Context) error { return nil }
