package docker

import (
	"archive/tar"
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"
	"strings"

	"github.com/org/baleen-action/execute"
)

// identity is a user and a group, by number.
type identity struct{ user, group int }

// identity finds the user that a container's process runs as. The engine cannot resolve it: on a copy, 20.10 looks
// names up among the users of its own machine (copyUIDGID).
func (f *files) identity(spec execute.Spec) (identity, error) {
	text := spec.User
	if text == "" {
		text = spec.Image.User
	}
	if text == "" {
		return identity{}, nil
	}
	user, group, grouped := strings.Cut(text, ":")
	var who identity
	var err error
	if who, err = f.account(user); err == nil && grouped {
		who.group, err = f.number("/etc/group", group)
	}
	if err != nil {
		return identity{}, fmt.Errorf("find user %q in image %q: %w", text, f.ref, err)
	}
	return who, nil
}

// account finds a user by name or number. A number without an entry is a valid user too, of group 0.
func (f *files) account(user string) (identity, error) {
	number, err := strconv.Atoi(user)
	fields, look := f.line("/etc/passwd", user)
	switch {
	case look != nil:
		return identity{}, look
	case len(fields) < 4 && err == nil:
		return identity{user: number}, nil
	case len(fields) < 4:
		return identity{}, errors.New("no entry in /etc/passwd")
	}
	number, err = strconv.Atoi(fields[2])
	group, errGroup := strconv.Atoi(fields[3])
	return identity{number, group}, errors.Join(err, errGroup)
}

func (f *files) number(database, name string) (int, error) {
	if number, err := strconv.Atoi(name); err == nil {
		return number, nil
	}
	fields, err := f.line(database, name)
	if err != nil {
		return 0, err
	}
	if len(fields) < 3 {
		return 0, fmt.Errorf("no entry in %s", database)
	}
	return strconv.Atoi(fields[2])
}

// line returns the fields of the entry with a name or number in a database such as /etc/passwd; nil if there is none,
// or no database.
func (f *files) line(database, name string) ([]string, error) {
	content, err := f.Tar(database)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer content.Close()
	archive := tar.NewReader(content)
	if _, err := archive.Next(); err != nil {
		return nil, fmt.Errorf("read %q: %w", database, err)
	}
	const most = 1 << 20
	for lines := bufio.NewScanner(io.LimitReader(archive, most)); lines.Scan(); {
		if fields := strings.Split(lines.Text(), ":"); len(fields) > 2 && (fields[0] == name || fields[2] == name) {
			return fields, nil
		}
	}
	return nil, nil
}
