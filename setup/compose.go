package setup

import (
	"io/fs"
	"maps"
	"path"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Compose is a Compose file beside a suite.
type Compose struct {
	Path   string   // from the top of the checkout; empty: there is none
	Tests  string   // the service that is most likely the tests; empty: none is
	Builds bool     // Compose builds the image of Tests
	Others []string // the other services
}

// composeAt reads the Compose file of a folder, or else of the top. A file that cannot be read is none: Baleen says what is wrong
// with it when it is used.
func (c Checkout) composeAt(dir string) Compose {
	for _, folder := range []string{dir, "."} {
		for _, name := range []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"} {
			text, err := fs.ReadFile(c.files, path.Join(folder, name))
			if err != nil {
				continue
			}
			return composeIn(path.Join(folder, name), text)
		}
	}
	return Compose{}
}

// composeIn reads a Compose file.
func composeIn(name string, text []byte) Compose {
	var file struct {
		Services map[string]struct{ Build any }
	}
	if yaml.Unmarshal(text, &file) != nil {
		return Compose{}
	}
	found := Compose{Path: name}
	for _, service := range slices.Sorted(maps.Keys(file.Services)) {
		if found.Tests == "" && testsWord(service) {
			found.Tests, found.Builds = service, file.Services[service].Build != nil
		} else {
			found.Others = append(found.Others, service)
		}
	}
	return found
}

// testsWord reports whether a service is called what people call their tests.
func testsWord(service string) bool {
	return slices.Contains([]string{"acceptance", "bdd", "behat", "behave", "cucumber", "e2e", "features", "spec", "specs", "test", "tests"}, service)
}
