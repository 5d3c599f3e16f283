package docker

import (
	"crypto/rand"
	"strings"
)

// object is something on the engine that a run may have created.
type object struct {
	id     string
	names  []string // an image's tags, if any; everything else has one name
	labels map[string]string
}

func newObject(id string, labels map[string]string, names ...string) object {
	o := object{id: id, labels: labels}
	for _, name := range names {
		o.names = append(o.names, strings.TrimPrefix(name, "/"))
	}
	return o
}

// String returns the name by which people know the object.
func (o object) String() string {
	if len(o.names) == 0 {
		return o.id
	}
	return o.names[0]
}

// ownNames returns the names that the object's run gave it; none if the run on its label did not create it. The label
// alone proves nothing: an image that somebody commits from a test's container inherits it, and so do all containers of
// that image.
func (o object) ownNames() []string {
	run := o.labels[labelRun]
	if run == "" {
		return nil
	}
	var own []string
	for _, name := range o.names {
		// Podman's prefixes for tags without a registry, the second in answers to Docker's client.
		tag := strings.TrimPrefix(strings.TrimPrefix(name, "localhost/"), "docker.io/library/")
		for _, prefix := range []string{namePrefix(run), tagPrefix(imageWorkspace, run), tagPrefix(imagePrepared, run), tagPrefix(imageReport, run), tagPrefix(imageSandbox, run)} {
			if strings.HasPrefix(tag, prefix) {
				own = append(own, name)
			}
		}
	}
	return own
}

// namePrefix begins the names of all containers, volumes and networks of a run.
func namePrefix(run string) string { return "baleen-" + run + "-" }

// Purposes of the images that a run creates.
const (
	imageWorkspace = "workspace"
	imagePrepared  = "prepared"
	imageReport    = "report"
	imageSandbox   = "sandbox"
)

// newTag returns a tag for an image that a run creates. It is unique: a second try, after a lost answer, would take the
// tag from the first try's image.
func newTag(purpose, run string) string { return tagPrefix(purpose, run) + rand.Text() }

func tagPrefix(purpose, run string) string { return "baleen-" + purpose + ":" + run + "-" }
