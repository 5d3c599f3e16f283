package platform_test

import (
	"fmt"
	"os"
	"time"

	"github.com/org/baleen-action/platform"
	"github.com/org/baleen-action/result"
)

func Example() {
	getenv := func(name string) string { return map[string]string{"JENKINS_URL": "https://ci.example.org/"}[name] }
	ci := platform.Detect(getenv, os.Stdout, time.Now)
	defer ci.Close()
	run := &result.Run{Verdict: result.Verdict{State: result.StateFailed, Exit: result.ExitFailed}}
	if err := ci.Ended(run, "baleen-report", nil); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Jenkins: a step that fails ends its stage, so publish baleen-report/TEST-baleen.xml in post { always { junit … } }, or give --exit-zero
}
