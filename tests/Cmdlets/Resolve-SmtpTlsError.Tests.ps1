#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $lab = Start-Lab
    $common = $lab.Common.Clone()
    $common.TimeoutSec = 5
}

AfterAll {
    Stop-Lab $lab
}

Describe 'Resolve-SmtpTlsError' {
    It 'explains a status text' {
        $best = Resolve-SmtpTlsError '450 4.7.322 certificate-expired: Destination mail server''s certificate is expired.' | Select-Object -First 1
        $best | Should -BeOfType SmtpTls.ErrorExplanation
        $best.Category, $best.Status, $best.Temporary, $best.Actor | Should -Be 'certificate-expired', '4.7.322', $true, 'CertificateOwner'
        $best.Matched | Should -Contain '4.7.322'
        $best.Steps.Count | Should -BeGreaterThan 2
    }

    It 'explains exceptions, error records and events' {
        $inner = [Security.Authentication.AuthenticationException]::new('The remote certificate is invalid because of errors in the certificate chain: NotTimeValid')
        ([IO.IOException]::new('Cannot send', $inner) | Resolve-SmtpTlsError)[0].Category | Should -BeExactly 'certificate-expired'
        try { throw 'SSL routines::wrong version number' } catch { ($_ | Resolve-SmtpTlsError)[0].Id | Should -BeExactly 'tls-answered-in-clear' }
        ([pscustomobject]@{ Id = 36874; ProviderName = 'Schannel'; Message = 'An TLS 1.0 connection request was received' } | Resolve-SmtpTlsError)[0].Id | Should -BeExactly 'tls-no-common-cipher'
    }

    It 'proves the usual causes live: <domain>' -ForEach @(
        @{ domain = 'expired.lab.test'; id = 'certificate-expired' }
        @{ domain = 'no-starttls.lab.test'; id = 'starttls-not-offered' }
        @{ domain = 'stripped.lab.test'; id = 'starttls-stripped' }
    ) {
        $answers = Test-SmtpStartTls $domain @common | Resolve-SmtpTlsError
        $answers.Id | Should -Contain $id
        ($answers | Where-Object Id -EQ $id).Proof | Should -Match "mx\.$domain"
    }

    It 'explains results that were saved' {
        Test-SmtpStartTls expired.lab.test @common | Export-Clixml "$TestDrive/r.xml"
        (Import-Clixml "$TestDrive/r.xml" | Resolve-SmtpTlsError).Id | Should -Contain 'certificate-expired'
    }

    It 'says nothing about a result without faults' {
        Test-SmtpStartTls good-rsa.lab.test @common | ForEach-Object { $_.Findings.Where{ $_.Id -notin 'MX-PRIVATE-ADDRESS', 'CERT-NOT-IN-MICROSOFT-PROGRAM' } } | Resolve-SmtpTlsError | Where-Object Category -NE 'finding' | Should -BeNullOrEmpty
    }

    It 'finds the telling line of a bounce that comes line by line' {
        $bounce = 'Delivery has failed to these recipients:', 'someone', 'Remote Server returned ''550 5.7.323 tlsa-invalid: The domain failed DANE validation.'''
        ($bounce | Resolve-SmtpTlsError)[0].Category | Should -BeExactly 'tlsa-invalid'
        'nothing', 'at all' | Resolve-SmtpTlsError | ForEach-Object Category | Should -BeExactly 'unknown'
    }

    It 'speaks Portuguese when asked, and English in files' {
        (Resolve-SmtpTlsError 'certificate has expired' -Culture pt-BR)[0].Cause | Should -BeLike 'O certificado do servidor*'
        (Resolve-SmtpTlsError 'certificate has expired')[0].Cause | Should -BeLike 'The certificate of the receiving server*'
        { Resolve-SmtpTlsError x -Culture xx-YY } | Should -Throw
    }

    It 'shows people their language and keeps the object' {
        $before = [Threading.Thread]::CurrentThread.CurrentUICulture
        try {
            [Threading.Thread]::CurrentThread.CurrentUICulture = 'pt-BR'
            $one = (Resolve-SmtpTlsError 'certificate has expired')[0]
            [SmtpTls.Pipeline.SpokenText]::Cause($one) | Should -BeLike 'O certificado do servidor*'
            [SmtpTls.Pipeline.SpokenText]::Steps($one)[0] | Should -BeLike 'Renove*'
            ($one | ConvertTo-Json | ConvertFrom-Json).Cause | Should -BeLike 'The certificate*'
        }
        finally {
            [Threading.Thread]::CurrentThread.CurrentUICulture = $before
        }
    }

    It 'completes languages' {
        (TabExpansion2 'Resolve-SmtpTlsError x -Culture p').CompletionMatches.CompletionText | Should -Contain 'pt-BR'
    }

    It 'is the same after Clixml' {
        (Resolve-SmtpTlsError 'certificate has expired')[0] | Export-Clixml "$TestDrive/e.xml"
        (Import-Clixml "$TestDrive/e.xml").Steps.Count | Should -BeGreaterThan 2
    }
}
