package execute

import (
	"crypto/rand"
	"strings"
)

// object is something on the engine that a run may have made.
type object struct {
	id     string
	names  []string // an image has its tags, if any; everything else has one name
	labels map[string]string
}

func newObject(id string, labels map[string]string, names ...string) object {
	o := object{id: id, labels: labels}
	for _, name := range names {
		o.names = append(o.names, strings.TrimPrefix(name, "/"))
	}
	return o
}

// String is how people know the object.
func (o object) String() string {
	if len(o.names) == 0 {
		return o.id
	}
	return o.names[0]
}

// ownNames are the names that the run on the object's label gave it, none if that run did not make it. The label alone
// proves nothing: an image that somebody commits from a test's container inherits it, and so do all containers of that image.
func (o object) ownNames() []string {
	run := o.labels[labelRun]
	if run == "" {
		return nil
	}
	var own []string
	for _, name := range o.names {
		tag := strings.TrimPrefix(name, "localhost/") // where Podman puts what has no registry
		for _, prefix := range []string{namePrefix(run), tagPrefix(imageWorkspace, run), tagPrefix(imageReport, run), tagPrefix(imageSandbox, run)} {
			if strings.HasPrefix(tag, prefix) {
				own = append(own, name)
			}
		}
	}
	return own
}

// namePrefix begins the names of all containers, volumes and networks of a run.
func namePrefix(run string) string { return "baleen-" + run + "-" }

// What a run makes images for.
const (
	imageWorkspace = "workspace"
	imageReport    = "report"
	imageSandbox   = "sandbox"
)

// newTag is a tag for an image that a run makes. No two are the same: a second try, after an answer that was lost, would take
// the tag away from the image of the first.
func newTag(purpose, run string) string { return tagPrefix(purpose, run) + rand.Text() }

func tagPrefix(purpose, run string) string { return "baleen-" + purpose + ":" + run + "-" }
