package result

import (
	"fmt"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/org/baleen-action/cucumber"
)

// How the cleaner treats the strings of a field of the model, in the field's tag "foreign". A field without one holds
// lines with single spaces, so a new field is clean by default.
const (
	asLine  = ""
	asExact = "exact" // one line, its spaces as they are
	asLines = "lines" // a message, shortened to maxMessage bytes
	asWhole = "whole" // several lines, never shortened
	asFile  = "file"  // the path of a file in the report folder; any other path is dropped
)

// Path returns s cleaned and on one line, its spaces as they are: how a path is shown.
func (c *Cleaner) Path(s string) string {
	return c.mask(strings.NewReplacer("\n", " ", "\t", " ").Replace(c.Text(s)))
}

// as cleans one string.
func (c *Cleaner) as(kind, s string) string {
	switch kind {
	case asExact:
		return c.Path(s)
	case asLines:
		return c.Short(s, maxMessage)
	case asWhole:
		return c.Text(s)
	case asFile:
		return c.File(s)
	}
	return c.Line(s)
}

// File returns s cleaned if it is the path of a file in the report folder, else nothing.
func (c *Cleaner) File(s string) string { return inFolder(c.Path(s)) }

// inFolder returns a slash-separated path if it stays below the folder that it is relative to, else nothing. That must hold
// on systems with backslashes and drive letters, too.
func inFolder(name string) string {
	elsewhere := strings.ReplaceAll(name, `\`, "/")
	drive := len(name) > 1 && name[1] == ':'
	if path.Clean(name) != name || name == "." || drive || !filepath.IsLocal(name) || !filepath.IsLocal(elsewhere) {
		return ""
	}
	return name
}

// value cleans every string below a value that can be set.
func (c *Cleaner) value(v reflect.Value, kind string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(c.as(kind, v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			c.value(v.Elem(), kind)
		}
	case reflect.Slice:
		c.slice(v, kind)
	case reflect.Map:
		c.keys(v, kind)
	case reflect.Struct:
		c.fields(v)
	}
}

func (c *Cleaner) fields(v reflect.Value) {
	if filter, ok := v.Addr().Interface().(*cucumber.Filter); ok {
		*filter = filter.Cleaned(c.Line)
		return
	}
	for i := range v.NumField() {
		if field := v.Type().Field(i); field.IsExported() && field.Tag.Get("json") != "-" {
			c.value(v.Field(i), field.Tag.Get("foreign"))
		}
	}
}

// slice cleans the elements of a list. A path that was dropped leaves no gap.
func (c *Cleaner) slice(v reflect.Value, kind string) {
	for i := range v.Len() {
		c.value(v.Index(i), kind)
	}
	if list, ok := v.Addr().Interface().(*[]string); ok && kind == asFile {
		*list = slices.DeleteFunc(*list, func(s string) bool { return s == "" })
	}
}

// keys cleans the keys of a map, whose values are numbers.
func (c *Cleaner) keys(v reflect.Value, kind string) {
	for _, key := range v.MapKeys() {
		clean, value := c.as(kind, key.String()), v.MapIndex(key)
		v.SetMapIndex(key, reflect.Value{})
		v.SetMapIndex(reflect.ValueOf(clean), value)
	}
}

// Clean cleans every string of a planned run. From then on the run shows its files by clean paths, which Shown returns.
func (r *Run) Clean(c *Cleaner) {
	r.rename(c)
	for i, a := range r.Attempts {
		r.Attempts[i] = r.shownBy(a)
	}
	c.value(reflect.ValueOf(r).Elem(), asLine)
}

// Shown returns the path by which the run shows a file; the runner gets the original path.
func (r *Run) Shown(path string) string {
	if shown, differs := r.Renamed[path]; differs {
		return shown
	}
	return path
}

// rename gives every file a clean path that is unique across all nodes: every node must choose the same.
func (r *Run) rename(c *Cleaner) {
	shares := []*[]File{&r.Files}
	if r.Node != nil {
		for i := range r.Node.Others {
			shares = append(shares, &r.Node.Others[i].Files)
		}
	}
	r.choose(c, shares)
	if len(r.Renamed) == 0 {
		return
	}
	for _, files := range shares {
		for i := range *files {
			(*files)[i].Path = r.Shown((*files)[i].Path)
		}
		sortFiles(*files)
	}
}

// choose finds clean paths for the files whose own path is not clean.
func (r *Run) choose(c *Cleaner, shares []*[]File) {
	taken := map[string]bool{}
	var unclean []string
	for _, files := range shares {
		for _, f := range *files {
			if c.Path(f.Path) == f.Path {
				taken[f.Path] = true
			} else {
				unclean = append(unclean, f.Path)
			}
		}
	}
	if r.Renamed = nil; len(unclean) > 0 {
		r.Renamed = map[string]string{}
	}
	slices.Sort(unclean)
	for _, name := range slices.Compact(unclean) {
		clean := c.Path(name)
		free := clean
		for n := 2; taken[free]; n++ {
			free = fmt.Sprintf("%s [%d]", clean, n)
		}
		r.Renamed[name], taken[free] = free, true
	}
}

func sortFiles(files []File) {
	slices.SortStableFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
}
