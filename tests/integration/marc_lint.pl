# Reads an ISO 2709 file with MARC::Batch and judges each record with MARC::Lint. Prints, tab between:
#   record   its place (0, 1, ...)   245 $a
#   lint     place                   a warning of MARC::Lint
#   batch    place                   a warning of MARC::Batch: something wrong with lengths, directory or encoding
use strict;
use warnings;
use MARC::Batch;
use MARC::Lint;

binmode STDOUT, ":encoding(UTF-8)";
my $batch = MARC::Batch->new("USMARC", shift @ARGV);
my $lint = MARC::Lint->new;
$batch->warnings_off;
$batch->strict_off;
my $place = 0;
while (my $record = $batch->next) {
    print join("\t", "record", $place, $record->subfield("245", "a") // ""), "\n";
    print join("\t", "batch", $place, $_), "\n" for $batch->warnings;
    $lint->check_record($record);
    print join("\t", "lint", $place, $_), "\n" for $lint->warnings;
    $place++;
}
