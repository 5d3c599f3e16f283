package docker

import (
	"reflect"
	"testing"
)

// TestNoPartOfTheDockerInterfaceIsWide keeps each part to what its user calls.
func TestNoPartOfTheDockerInterfaceIsWide(t *testing.T) {
	const most = 10
	whole := reflect.TypeFor[Daemon]()
	parts := []reflect.Type{
		reflect.TypeFor[ContainerAPI](), reflect.TypeFor[LookAPI](), reflect.TypeFor[FileAPI](), reflect.TypeFor[ImageAPI](),
		reflect.TypeFor[containerSweeper](), reflect.TypeFor[imageSweeper](),
		reflect.TypeFor[volumeSweeper](), reflect.TypeFor[networkSweeper](), reflect.TypeFor[ServerAPI](), reflect.TypeFor[WorldAPI](),
	}
	named := map[string]bool{}
	for _, part := range parts {
		if part.NumMethod() > most {
			t.Errorf("%s has %d methods, more than %d", part, part.NumMethod(), most)
		}
		for i := range part.NumMethod() {
			named[part.Method(i).Name] = true
		}
	}
	if len(named) != whole.NumMethod() {
		t.Errorf("the parts have %d methods, the whole %d", len(named), whole.NumMethod())
	}
}
