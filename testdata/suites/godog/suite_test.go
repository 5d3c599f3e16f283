package main

import (
	"os"
	"testing"

	"github.com/cucumber/godog"
)

// TestFeatures runs the suite as go test does: every scenario is a subtest. FEATURE names what to run.
func TestFeatures(t *testing.T) {
	paths := []string{"features"}
	if feature := os.Getenv("FEATURE"); feature != "" {
		paths = []string{feature}
	}
	suite := godog.TestSuite{
		Name:                "stock",
		ScenarioInitializer: initialize,
		Options:             &godog.Options{Format: "pretty", NoColors: true, Strict: true, Paths: paths, TestingT: t},
	}
	if suite.Run() != 0 {
		t.Error("the suite fails")
	}
}
