# Prints what GitLab reads: it turns the XML into a hash, takes the content of failure, error or skipped for the result,
# knows a case by suite, class name and name, and cannot read a case with two outputs.
require "logger"
require "json"
require "active_support"
require "active_support/core_ext/hash/conversions"

ActiveSupport::XmlMini.backend = "Nokogiri"

def list(value) = value.is_a?(Array) ? value : [value].compact

def kind(test)
  raise "two outputs in #{test["name"]}" if test["system_out"].is_a?(Array)

  result = test["failure"] || test["error"] || test["skipped"]
  raise "result of #{test["name"]} is no text: #{result.inspect}" unless result.nil? || result.is_a?(String)
  raise "time of #{test["name"]}" unless test["time"].to_s.match?(/\A\d+\.\d{3}\z/)

  return "Red" if test["failure"] || test["error"]

  test["skipped"] ? "Skipped" : "Passed"
end

cases = {}
list(Hash.from_xml(File.read(ARGV[0]))["testsuites"]["testsuite"]).each do |suite|
  list(suite["testcase"]).each do |test|
    raise "class name of #{test["name"]}" if test["classname"] != suite["name"]

    cases["#{suite["name"]}.#{test["name"]}"] = kind(test)
  end
end
counts = cases.values.tally
counts.default = 0
tally = { "Total" => cases.size, **%w[Passed Red Skipped].to_h { |k| [k, counts[k]] } }
puts({ "Tally" => tally, "Cases" => cases }.to_json)
