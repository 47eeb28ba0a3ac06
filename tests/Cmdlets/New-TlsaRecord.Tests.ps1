#Requires -Modules @{ ModuleName = 'Pester'; ModuleVersion = '5.0' }

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $root = Resolve-Path "$PSScriptRoot/../.."
    if (-not (Test-Path "$root/bin/SmtpTls.Format.ps1xml")) { throw 'The module is not built: run ./build.ps1 first.' }
    Import-Module "$root/SmtpTls.psd1" -Force
    $lab = Start-Lab
    $common = $lab.Common

    function New-TestCertificate($Key) {
        $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=mx1.contoso.com', $Key, [Security.Cryptography.HashAlgorithmName]::SHA256)
        $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(90))
    }
    $today = New-TestCertificate ([Security.Cryptography.ECDsa]::Create([Security.Cryptography.ECCurve]::CreateFromFriendlyName('nistP256')))
    $next = New-TestCertificate ([Security.Cryptography.ECDsa]::Create([Security.Cryptography.ECCurve]::CreateFromFriendlyName('nistP256')))
    $todayFile = Join-Path $TestDrive 'today.pem'
    $nextFile = Join-Path $TestDrive 'next.cer'
    Set-Content $todayFile $today.ExportCertificatePem()
    [IO.File]::WriteAllBytes($nextFile, $next.RawData)
    $digest = [Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($today.PublicKey.ExportSubjectPublicKeyInfo())).ToLowerInvariant()
}

AfterAll {
    Stop-Lab $lab
}

Describe 'New-TlsaRecord' {
    It 'makes the recommended record of a file' {
        $plan = New-TlsaRecord mx1.contoso.com $todayFile
        $plan | Should -BeOfType SmtpTls.TlsaRecordPlan
        $plan.Publish | Should -BeExactly "_25._tcp.mx1.contoso.com. 3600 IN TLSA 3 1 1 $digest"
        $plan.Choices[0].Recommended | Should -BeTrue
        $plan.Choices.Parameters | Should -Be '3 1 1', '3 1 2', '3 0 1', '3 0 2', '3 1 0', '3 0 0'
        $plan.Steps | Should -BeNullOrEmpty
    }

    It 'takes certificates from the pipeline' {
        ($today | New-TlsaRecord mx1.contoso.com -Selector 0).Publish | Should -BeExactly "_25._tcp.mx1.contoso.com. 3600 IN TLSA 3 0 1 $([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($today.RawData)).ToLowerInvariant())"
    }

    It 'plans the change with dates, whatever form the next certificate has' {
        foreach ($given in $nextFile, $next, (Get-Item $nextFile)) {
            $plan = New-TlsaRecord mx1.contoso.com $todayFile -NextCertificate $given -StartAt 2026-12-01 -Ttl 600
            $plan.Steps.Name | Should -Be 'Publish', 'Wait', 'Switch', 'Settle', 'Remove'
            $plan.Steps[2].NotBefore | Should -Be ([DateTime]'2026-12-01T00:20:00')
            $plan.Publish | Should -HaveCount 2
            $plan.Final | Should -BeExactly $plan.Publish[1]
        }
    }

    It 'reads what a host shows, and its record is the one in DNS' {
        $plan = New-TlsaRecord -FromHost mx.dane-good.lab.test @common
        $plan.Publish -replace '.* TLSA ' | Should -BeExactly (Get-TlsaRecord dane-good.lab.test @common).Records[0].ToString()
        (New-TlsaRecord -FromHost mx.dane-ta.lab.test -Usage 2 @common).Publish -replace '.* TLSA ' | Should -BeExactly (Get-TlsaRecord dane-ta.lab.test @common).Records[0].ToString()
    }

    It 'says which step the change is in' {
        $check = (New-TlsaRecord -FromHost mx.dane-good.lab.test -NextCertificate $next -Check @common).Check
        $check.Step | Should -BeExactly 'Publish'
        $check.SafeToRemove | Should -BeFalse
        (New-TlsaRecord mx.dane-stale.lab.test $todayFile -NextCertificate $next -Check @common).Check.Step | Should -BeExactly 'NotOurs'
        (New-TlsaRecord -FromHost mx.dane-good.lab.test -Check @common).Check.Step | Should -BeExactly 'Done'
        (New-TlsaRecord -FromHost mx.dane-stale.lab.test -Check @common).Check.Step | Should -BeExactly 'SwitchedTooSoon'
    }

    It 'refuses an unsafe removal' {
        New-TlsaRecord -FromHost mx.dane-good.lab.test -NextCertificate $next -Remove @common -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'TlsaRemovalUnsafe,*'
        $errors[0].TargetObject.Step | Should -BeExactly 'Publish'
        (New-TlsaRecord -FromHost mx.dane-rollover.lab.test -Remove @common).Publish | Should -HaveCount 1
    }

    It 'has errors of its own for what gives no certificate' {
        Set-Content "$TestDrive/none.pem" 'nothing'
        New-TlsaRecord mx1.contoso.com "$TestDrive/none.pem" -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'CertificateUnreadable,*'
        New-TlsaRecord -FromHost mx.no-starttls.lab.test @common -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'HostCertificateUnknown,*'
        New-TlsaRecord 192.0.2.1 $todayFile -ErrorVariable errors -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'HostNameInvalid,*'
    }

    It 'counts years as certificates do, in every culture' -ForEach 'th-TH', 'ar-SA' {
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = $_
            $plan = New-TlsaRecord mx.example.com $todayFile -NextCertificate $next -StartAt ([datetime]::new(2026, 12, 1))
            $plan.Steps | Format-Table | Out-String -Width 120 | Should -BeLike '*2026-12-01 00:00Z*'
            "$($plan.Steps[0])" | Should -BeLike '*2026-12-01*'
        }
        finally { [cultureinfo]::CurrentCulture = $before }
    }

    It 'survives Clixml and fits 120 columns' {
        $plan = New-TlsaRecord mx1.contoso.com $todayFile -NextCertificate $nextFile
        $file = Join-Path $TestDrive 'plan.xml'
        $plan | Export-Clixml $file
        (Import-Clixml $file).Steps[4].Name | Should -BeExactly 'Remove'
        ((($plan.Steps | Out-String -Width 120) -split '\r?\n') | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 120
    }
}
