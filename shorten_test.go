package main

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mayShorten are the functions that cut text at a number of bytes or characters, each with why that shows no part of a
// secret: the text was cleaned before, or it is cleaned after and a mark stands at the cut, or nobody is shown it.
var mayShorten = map[string]string{
	"result.Cleaner.Excerpt": "cleans what it has read around a mark",
	"result.first":           "a digest, of which the beginning is enough",
	"result.beginning":       "of the model, which is clean",
	"result.boundedLines":    "of the model, which is clean",

	"trace.builder.scenario":   "of the model, which is clean",
	"page.content":             "larger files are not read at all, and texts are cleaned whole",
	"page.times.listed":        "of the model, which is clean",
	"page.detailing.container": "of the model, which is clean",

	"cucumber.clip":            "too much for the memory: it leaves a mark, and is cleaned on its way into the model",
	"cucumber.readText":        "the same",
	"cucumber.fileName":        "of a name that has been cleaned",
	"cucumber.Attachment.open": "reads what belongs to one attachment, whole",
	"cucumber.skip":            "reads over what is not wanted",
	"cucumber.allowance.Read":  "fails at the limit",
	"cucumber.newSource":       "fails at the limit",
	"quarantine.Load":          "fails at the limit",

	"cucumber.Recipe.Document": "reads a feature file whole",

	"stream.reader.body":       "reads a small attachment whole; a larger one stays a file",
	"stream.reader.bodyOfNode": "reads a small attachment whole; a larger one is copied",
	"stream.reader.log":        "cuts what is too much for a log: it leaves a mark, and is cleaned after",
	"stream.writer.embed":      "reads text whole, and copies the rest of other content",
	"stream.short":             "a digest, of which the beginning is enough",

	"junit.text":                     "of the model, which is clean",
	"report.finding.text":            "of the model, which is clean",
	"report.FailuresOptions.fitting": "of the model, and an extract that was cleaned",
	"report.failuresGroup.shorten":   "of the model, which is clean",
	"report.short":                   "of the model, which is clean",
	"report.bar":                     "of the model, which is clean",
	"report.markdown.fence":          "of the model, which is clean",
	"report.cut":                     "the progress line, and lines of the model",
	"report.printer.fitting":         "of the model, which is clean",
	"report.problem":                 "what it is given has been cleaned",
	"report.buildProblem":            "what it is given has been cleaned",

	"execute/kube.self":     "the kernel's boot ID, of which the beginning is enough",
	"execute/kube.label":    "our own ID, as long as a label may be",
	"drive.readTemplate":    "a file that is longer is refused",
	"hold.Writer.Add":       "sends a file whole, as long as it was when it was opened",
	"hold.receiving.entry":  "reads the ending, which is foreign text of one line that the outcome cleans",
	"hold.receiving.verify": "a digest, which is only compared",
	"mask.Writer.pass":      "writes the rest later",

	"checkout.content":                   "reads a file whole, as long as it was when the stream began",
	"suite.comparison.folder":            "bytes that are only compared",
	"execute/docker.chunkReader.Read":    "passes all of it on, in pieces",
	"execute/docker.attempt.noteOwnName": "an ID, which is looked for",

	"suite.lookup.held":          "names in a folder, whole",
	"suite.detection.list":       "names of files that are only compared",
	"checkout.index.entry":       "reads Git's index",
	"checkout.readIndex":         "reads Git's index",
	"checkout.rules.judge":       "takes the last element of a path, whole",
	"execute/docker.copyFrame":   "reads a frame whole",
	"execute/docker.demux":       "reads a frame whole",
	"execute/docker.files.line":  "looks for a user, and shows nothing",
	"execute/docker.readMessage": "fails at the limit",
	"execute/docker.matchEnd":    "compares, and shows nothing",
	"execute.StartTime":          "reads /proc",
	"shard.ReadTimings":          "fails at the limit",
	"shard.slug":                 "of a path that has been cleaned, see File.Name",

	"inputs.unescaped":     "reads /proc",
	"plan.Plan.aboutImage": "a digest, of which the beginning is enough",
	"suite.readFile":       "of configuration, which is not shown",

	"platform/platformtest.GitHubRunner.annotate": "a model of GitHub's runner, for tests",
}

// TestShortening finds every place where text is cut at a number. Foreign text has to be cleaned before: of a secret that
// a cut goes through, a part stays that is not recognised.
func TestShortening(t *testing.T) {
	found := map[string]bool{}
	for _, p := range load(t) {
		for _, file := range p.files {
			for _, d := range file.Decls {
				name := declared(p.name, d)
				ast.Inspect(d, func(n ast.Node) bool {
					if why := p.shortens(n); why != "" {
						found[name] = true
						if mayShorten[name] == "" {
							t.Errorf("%s: %s %s: use result.Cleaner's Short, ShortLine, Tail or Excerpt, or say in mayShorten why this is no foreign text", p.fset.Position(n.Pos()), name, why)
						}
					}
					return true
				})
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(mayShorten)) {
		if !found[name] {
			t.Errorf("%s shortens nothing any more", name)
		}
	}
}

// checked is a package with its types.
type checked struct {
	name  string
	fset  *token.FileSet
	files []*ast.File
	info  *types.Info
	given map[types.Object]bool // parameters of functions that are numbers
}

var cutFormat = regexp.MustCompile(`%[-+# 0-9]*\.[0-9*]+[svq]`)

// shortens says how a node cuts text; empty: it does not.
func (p checked) shortens(n ast.Node) string {
	switch n := n.(type) {
	case *ast.SliceExpr:
		if p.isText(n.X) && (p.numbered(n.Low) || p.numbered(n.High)) {
			return "cuts text"
		}
	case *ast.BasicLit:
		if n.Kind == token.STRING && cutFormat.MatchString(n.Value) {
			return "formats with a width that cuts"
		}
	case *ast.SelectorExpr:
		if of, ok := p.info.Uses[n.Sel].(*types.Func); ok && of.Pkg() != nil {
			switch full := of.Pkg().Path() + "." + of.Name(); full {
			case "io.LimitReader", "io.CopyN", module + "result.Cap":
				return "calls " + full
			}
		}
		if of, ok := p.info.Uses[n.Sel].(*types.TypeName); ok && of.Pkg() != nil && of.Pkg().Path()+"."+of.Name() == "io.LimitedReader" {
			return "uses io.LimitedReader"
		}
	}
	return ""
}

// isText reports whether a value is a string, bytes or characters.
func (p checked) isText(x ast.Expr) bool {
	switch of := p.info.TypeOf(x).Underlying().(type) {
	case *types.Basic:
		return of.Info()&types.IsString != 0
	case *types.Slice:
		element, ok := of.Elem().Underlying().(*types.Basic)
		return ok && (element.Kind() == types.Byte || element.Kind() == types.Rune)
	}
	return false
}

// fewest is the least length that says how much is shown; shorter ones are prefixes and separators.
const fewest = 8

// numbered reports whether a bound is a number that somebody chose, and not a place that was found in the text.
func (p checked) numbered(bound ast.Expr) bool {
	if bound == nil {
		return false
	}
	chosen := false
	ast.Inspect(bound, func(n ast.Node) bool {
		expr, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		if value := p.info.Types[expr].Value; value != nil && value.Kind() == constant.Int {
			n, exact := constant.Int64Val(value)
			chosen = chosen || !exact || n >= fewest
		}
		if name, ok := expr.(*ast.Ident); ok {
			chosen = chosen || name.Name == "min" || name.Name == "max" || p.given[p.info.Uses[name]]
		}
		return true
	})
	return chosen
}

// declared is the name of a function or method with its package.
func declared(pkg string, d ast.Decl) string {
	f, ok := d.(*ast.FuncDecl)
	if !ok {
		return pkg
	}
	name := f.Name.Name
	if f.Recv != nil {
		of := f.Recv.List[0].Type
		if pointer, ok := of.(*ast.StarExpr); ok {
			of = pointer.X
		}
		name = fmt.Sprint(of) + "." + name
	}
	return strings.TrimPrefix(pkg+"."+name, ".")
}

// load type-checks the packages of the module, without their tests.
func load(t *testing.T) []checked {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-f",
		"{{.ImportPath}}\t{{.Export}}\t{{if not .Standard}}{{.Dir}}\t{{join .GoFiles \" \"}}{{end}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	var ours [][]string
	for line := range strings.Lines(string(out)) {
		fields := append(strings.Split(strings.TrimSuffix(line, "\n"), "\t"), "") // the standard library has no last field
		exports[fields[0]] = fields[1]
		if name := strings.TrimSuffix(module, "/"); fields[3] != "" && (fields[0] == name || strings.HasPrefix(fields[0], module)) {
			ours = append(ours, fields)
		}
	}
	fset := token.NewFileSet()
	from := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	var all []checked
	for _, fields := range ours {
		p := checked{name: strings.TrimPrefix(strings.TrimPrefix(fields[0], strings.TrimSuffix(module, "/")), "/"), fset: fset, given: map[types.Object]bool{},
			info: &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}}}
		for _, name := range strings.Fields(fields[3]) {
			file, err := parser.ParseFile(fset, filepath.Join(fields[2], name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			p.files = append(p.files, file)
		}
		if _, err := (&types.Config{Importer: from}).Check(fields[0], fset, p.files, p.info); err != nil {
			t.Fatal(err)
		}
		p.parameters()
		all = append(all, p)
	}
	return all
}

func (p checked) parameters() {
	for _, file := range p.files {
		ast.Inspect(file, func(n ast.Node) bool {
			of, ok := n.(*ast.FuncType)
			if !ok || of.Params == nil {
				return true
			}
			for _, field := range of.Params.List {
				for _, name := range field.Names {
					basic, ok := p.info.Defs[name].Type().Underlying().(*types.Basic)
					p.given[p.info.Defs[name]] = ok && basic.Info()&types.IsInteger != 0
				}
			}
			return true
		})
	}
}
