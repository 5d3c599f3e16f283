package drive

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/org/baleen-action/execute/kube"
	"github.com/org/baleen-action/inputs"
)

// maxTemplate is the size of a template that is read, in bytes: API servers take no larger Pod.
const maxTemplate = 1 << 20

// readTemplate reads the template that is merged into each Pod; without a name it returns nil. Each mistake is a wrong input with its line.
func readTemplate(name string) (*kube.Template, error) {
	if name == "" {
		return nil, nil
	}
	wrong := func(problem, advice string) error {
		return inputs.Wrong{Input: "pod-template", Problem: problem, Advice: advice}
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, wrong(err.Error(), "name a file with a part of a Pod")
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxTemplate+1))
	if err != nil {
		return nil, wrong(err.Error(), "name a file with a part of a Pod")
	}
	if len(text) > maxTemplate {
		return nil, wrong(fmt.Sprintf("%s is larger than %d bytes", name, maxTemplate), "leave out what is no part of a Pod")
	}
	template, problems := kube.ReadTemplate(text)
	var all inputs.AllWrong
	for _, p := range problems {
		place := name
		if p.Line > 0 {
			place = fmt.Sprintf("%s:%d", name, p.Line)
		}
		if p.Advice == "" {
			p.Advice = "see docs/kubernetes.md"
		}
		all = append(all, inputs.Wrong{Input: "pod-template", Problem: place + ": " + strings.TrimSpace(p.Problem), Advice: p.Advice})
	}
	return template, all.Err()
}
